// Specs may give an async function where nothing waits for it: a test framework does.
export function closeAll(sockets: { close(): Promise<void> }[]): void {
  sockets.forEach(async (socket) => {
    await socket.close();
  });
}
