import { CassandraModule } from '@async-cassandra/nestjs';
import { Module } from '@nestjs/common';
import { ExportService } from './export.service';
import { IngestService } from './ingest.service';
import { LatestReadingsService } from './latest-readings.service';
import { LiveReadings } from './live-readings';
import { OpenExports } from './open-exports';
import { ReadingsController } from './readings.controller';
import { readingStatements } from './readings.statements';

@Module({
  imports: [CassandraModule.forFeature(readingStatements)],
  controllers: [ReadingsController],
  providers: [ExportService, IngestService, LatestReadingsService, LiveReadings, OpenExports],
  exports: [OpenExports],
})
export class ReadingsModule {}
