import { AsyncCassandraSession, type PreparedStatement } from '@async-cassandra/core';
import { InjectStatement } from '@async-cassandra/nestjs';
import { Injectable, NotFoundException } from '@nestjs/common';
import { readPage, type PageRequest } from '../read-page';
import type { DeviceDescriptionDto, DeviceDto, DevicesPageDto } from './device.dto';

interface DeviceRow {
  readonly device: string;
  readonly name: string;
  readonly place: string | null;
  readonly registered_at: Date;
}

/** Prepared at start-up: a statement that does not fit the tables fails the start-up with its name. */
export const deviceStatements = {
  // Idempotent: the service and its clients may repeat it.
  registerDevice: {
    query: 'INSERT INTO devices (device, name, place, registered_at) VALUES (?, ?, ?, ?)',
    isIdempotent: true,
  },
  findDevice: { query: 'SELECT * FROM devices WHERE device = ?', isIdempotent: true },
  listDevices: { query: 'SELECT * FROM devices', isIdempotent: true },
};

@Injectable()
export class DevicesService {
  constructor(
    private readonly session: AsyncCassandraSession,
    @InjectStatement('registerDevice') private readonly registerDevice: PreparedStatement,
    @InjectStatement('findDevice') private readonly findDevice: PreparedStatement<DeviceRow>,
    @InjectStatement('listDevices') private readonly listDevices: PreparedStatement<DeviceRow>,
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
    const { rows, pagingState } = await readPage(this.session, this.listDevices, [], page);
    return { devices: rows.map(toDevice), cursor: pagingState };
  }
}

const toDevice = ({ device, name, place, registered_at }: DeviceRow): DeviceDto => ({
  device,
  name,
  place,
  registeredAt: registered_at,
});
