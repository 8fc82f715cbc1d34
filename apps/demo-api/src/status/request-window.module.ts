import { Module } from '@nestjs/common';
import { RequestWindow } from './request-window';

/** A module of its own: the connection reports to it, and the status module depends on the connection. */
@Module({ providers: [{ provide: RequestWindow, useFactory: () => new RequestWindow() }], exports: [RequestWindow] })
export class RequestWindowModule {}
