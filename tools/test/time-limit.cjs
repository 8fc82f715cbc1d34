jest.setTimeout(globalThis.testTimeLimitMs);
