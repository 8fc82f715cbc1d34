/** The text that each process prepares and executes. */
export const query = 'SELECT release_version FROM system.local WHERE key = ?';
