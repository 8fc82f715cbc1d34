import { CassandraModule } from '@async-cassandra/nestjs';
import { Module } from '@nestjs/common';
import { SummariesController } from './summaries.controller';
import { SummariesService } from './summaries.service';
import { summaryStatements } from './summaries.statements';

@Module({
  imports: [CassandraModule.forFeature(summaryStatements)],
  controllers: [SummariesController],
  providers: [SummariesService],
})
export class SummariesModule {}
