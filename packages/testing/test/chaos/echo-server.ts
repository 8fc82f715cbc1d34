import { createServer, type Server, type Socket } from 'node:net';

/** The simplest node: sends back what it receives, and records it. */
export class EchoServer implements AsyncDisposable {
  readonly sockets = new Set<Socket>();
  received = 0;

  private constructor(private readonly server: Server) {}

  static start(): Promise<EchoServer> {
    return new Promise((resolve) => {
      const server = createServer((socket) => {
        echo.sockets.add(socket);
        socket.on('close', () => echo.sockets.delete(socket));
        socket.on('error', () => undefined);
        socket.on('data', (chunk) => {
          echo.received += chunk.length;
          socket.write(chunk);
        });
      });
      const echo = new EchoServer(server);
      server.listen(0, '127.0.0.1', () => resolve(echo));
    });
  }

  get port(): number {
    return (this.server.address() as { port: number }).port;
  }

  get contactPoints(): string[] {
    return [`127.0.0.1:${this.port}`];
  }

  [Symbol.asyncDispose](): Promise<void> {
    this.sockets.forEach((socket) => socket.destroy());
    return new Promise((resolve) => this.server.close(() => resolve()));
  }
}
