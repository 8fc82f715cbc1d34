import { Module } from '@nestjs/common';
import { RequestWindow } from './request-window';

/** Apart from the status: the connection reports to it, and the status looks at the connection. */
@Module({ providers: [{ provide: RequestWindow, useFactory: () => new RequestWindow() }], exports: [RequestWindow] })
export class RequestWindowModule {}
