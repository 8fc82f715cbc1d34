import type { IncomingMessage } from 'node:http';
import { Injectable, type CanActivate, type ExecutionContext } from '@nestjs/common';

/** Refuses requests that the page of another site sends from a browser. Other programs pass. */
@Injectable()
export class SameOriginGuard implements CanActivate {
  canActivate(context: ExecutionContext): boolean {
    const site = context.switchToHttp().getRequest<IncomingMessage>().headers['sec-fetch-site'];
    return site === undefined || site === 'same-origin';
  }
}
