// expect typescript/no-misused-promises: Promise returned in function argument where a void return was expected
// expect typescript/no-misused-promises: Promise-returning function provided to property
export function closeAll(sockets: { close(): Promise<void> }[]): void {
  sockets.forEach(async (socket) => {
    await socket.close();
  });
}

export const listener: { onRow: (row: string) => void } = { onRow: async () => {} };
