// What `async-cassandra types` generates in addition with `strict: true`.
import '@async-cassandra/core';

declare module '@async-cassandra/core' {
  interface TypedCqlSettings {
    strict: true;
  }
}
