// Adds up what went over several connections, those that are gone included.

/** Of one connection. The numbers only grow, and stay when it has closed. */
export interface Traffic {
  readonly requestCount: number;
  readonly responseCount: number;
  readonly bytesSent: number;
  readonly bytesReceived: number;
}

export class TrafficSum {
  requests = 0;
  responses = 0;
  bytesSent = 0;
  bytesReceived = 0;

  add(traffic: Traffic): this {
    this.requests += traffic.requestCount;
    this.responses += traffic.responseCount;
    this.bytesSent += traffic.bytesSent;
    this.bytesReceived += traffic.bytesReceived;
    return this;
  }

  plus(connections: readonly Traffic[]): TrafficSum {
    const sum = Object.assign(new TrafficSum(), this);
    for (const connection of connections) sum.add(connection);
    return sum;
  }
}
