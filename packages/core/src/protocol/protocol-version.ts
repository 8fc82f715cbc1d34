/** The versions of the CQL native protocol that this client speaks: 5, and 4 if the application allows it (`allowProtocolV4`). */
export type ProtocolVersion = 4 | 5;
