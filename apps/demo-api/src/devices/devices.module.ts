import { CassandraModule } from '@async-cassandra/nestjs';
import { Module } from '@nestjs/common';
import { DevicesController } from './devices.controller';
import { deviceStatements, DevicesService } from './devices.service';

@Module({
  imports: [CassandraModule.forFeature(deviceStatements)],
  controllers: [DevicesController],
  providers: [DevicesService],
})
export class DevicesModule {}
