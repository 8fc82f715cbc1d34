// Sums up the traffic of several connections, including closed ones.

/** The traffic of one connection. The numbers only grow, and keep their value after it has closed. */
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
