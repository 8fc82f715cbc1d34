import { AsyncCassandraSession, type RowOf } from '@async-cassandra/core';
import { InjectStatement, type StatementOf } from '@async-cassandra/nestjs';
import { Injectable, NotFoundException } from '@nestjs/common';
import { readPage, type PageRequest } from '../read-page';
import type { DeviceDescriptionDto, DeviceDto, DevicesPageDto } from './device.dto';
import { deviceStatements } from './devices.statements';

type Device = RowOf<typeof deviceStatements.findDevice.query>;

@Injectable()
export class DevicesService {
  constructor(
    private readonly session: AsyncCassandraSession,
    @InjectStatement(deviceStatements.registerDevice)
    private readonly registerDevice: StatementOf<typeof deviceStatements.registerDevice>,
    @InjectStatement(deviceStatements.findDevice)
    private readonly findDevice: StatementOf<typeof deviceStatements.findDevice>,
    @InjectStatement(deviceStatements.listDevices)
    private readonly listDevices: StatementOf<typeof deviceStatements.listDevices>,
  ) {}

  async register(device: string, { name, place }: DeviceDescriptionDto): Promise<DeviceDto> {
    const registeredAt = new Date();
    // `undefined` would leave an earlier place unchanged; the new description replaces the old one.
    await this.session.execute(this.registerDevice, [device, name, place ?? null, registeredAt]);
    return { device, name, place: place ?? null, registeredAt };
  }

  async find(device: string): Promise<DeviceDto> {
    const row = (await this.session.execute(this.findDevice, [device])).one();
    if (row === null) throw new NotFoundException(`There is no device ${JSON.stringify(device)}`);
    return toDevice(row);
  }

  async list(page: PageRequest): Promise<DevicesPageDto> {
    const { rows, pagingState } = await readPage(this.session, this.listDevices.bind(), page);
    return { devices: rows.map(toDevice), cursor: pagingState };
  }
}

const toDevice = ({ device, name, place, registered_at }: Device): DeviceDto => ({
  device,
  name: name ?? device,
  place,
  registeredAt: registered_at,
});
