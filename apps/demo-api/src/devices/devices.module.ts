import { CassandraModule } from '@async-cassandra/nestjs';
import { Module } from '@nestjs/common';
import { DevicesController } from './devices.controller';
import { DevicesService } from './devices.service';
import { deviceStatements } from './devices.statements';

@Module({
  imports: [CassandraModule.forFeature(deviceStatements)],
  controllers: [DevicesController],
  providers: [DevicesService],
})
export class DevicesModule {}
