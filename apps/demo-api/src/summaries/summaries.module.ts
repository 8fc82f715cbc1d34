import { CassandraModule } from '@async-cassandra/nestjs';
import { Module } from '@nestjs/common';
import { SummariesController } from './summaries.controller';
import { SummariesService, summaryStatements } from './summaries.service';

@Module({
  imports: [CassandraModule.forFeature(summaryStatements)],
  controllers: [SummariesController],
  providers: [SummariesService],
})
export class SummariesModule {}
