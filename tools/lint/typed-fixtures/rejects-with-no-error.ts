// expect typescript/prefer-promise-reject-errors: Expected the Promise rejection reason to be an Error
export const refused = (reason: string): Promise<void> => Promise.reject(reason);

export const refusedLater = (reason: string): Promise<void> => new Promise((_, reject) => reject(reason));
