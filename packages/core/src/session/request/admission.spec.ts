import { OverloadError } from '../../errors/async-cassandra-error';
import { Admission, type Admissible } from './admission';

class FakeRequest implements Admissible {
  queuePrevious: Admissible | undefined;
  queueNext: Admissible | undefined;
  isQueued = false;
  begun = 0;
  cancelled: Error | undefined;

  constructor(
    readonly admission: Admission,
    public hasRoom = true,
  ) {}

  begin(): boolean {
    if (this.hasRoom) this.begun++;
    return this.hasRoom;
  }

  cancel(reason: Error): void {
    this.cancelled = reason;
    this.admission.withdraw(this);
  }
}

function requests(admission: Admission, count: number): FakeRequest[] {
  return Array.from({ length: count }, () => new FakeRequest(admission));
}

describe('Admission', () => {
  test('starts requests up to the limit and queues the rest in order', () => {
    const admission = new Admission(2, 10);
    const [a, b, c, d] = requests(admission, 4) as [FakeRequest, FakeRequest, FakeRequest, FakeRequest];
    for (const request of [a, b, c, d]) admission.enter(request);
    expect([a, b, c, d].map(({ begun }) => begun)).toEqual([1, 1, 0, 0]);
    expect(admission.queued).toBe(2);
    admission.leave();
    expect([c.begun, d.begun]).toEqual([1, 0]);
    admission.leave();
    expect([c.begun, d.begun]).toEqual([1, 1]);
    expect({ active: admission.active, queued: admission.queued }).toEqual({ active: 2, queued: 0 });
  });

  test('lets the event loop go on while requests end as they begin and send new ones', async () => {
    const admission = new Admission(1, 10);
    let isOver = false;
    class Restless extends FakeRequest {
      override begin(): boolean {
        if (!isOver) for (let count = 0; count < 2; count++) trySend(new Restless(admission));
        this.admission.leave();
        return true;
      }
    }
    const trySend = (request: FakeRequest): void => {
      try {
        admission.enter(request);
      } catch (error) {
        expect(error).toBeInstanceOf(OverloadError);
      }
    };
    trySend(new Restless(admission));
    expect(admission.queued).toBeGreaterThan(0);
    await new Promise((resolve) => setTimeout(resolve, 1));
    isOver = true;
    await new Promise((resolve) => setImmediate(resolve));
    expect({ active: admission.active, queued: admission.queued }).toEqual({ active: 0, queued: 0 });
    await admission.whenIdle();
  });

  test('refuses a request beyond the queue with an OverloadError that names both limits', () => {
    const admission = new Admission(1, 1);
    const [a, b, c] = requests(admission, 3) as [FakeRequest, FakeRequest, FakeRequest];
    admission.enter(a);
    admission.enter(b);
    expect(() => admission.enter(c)).toThrow(OverloadError);
    expect(() => admission.enter(c)).toThrow(/maxConcurrentRequests 1.*maxQueuedRequests 1/);
    expect(c.isQueued).toBe(false);
  });

  test('queues everything behind a request that finds no connection with room, until there is room', () => {
    const admission = new Admission(10, 10);
    const first = new FakeRequest(admission, false);
    const second = new FakeRequest(admission);
    admission.enter(first);
    admission.enter(second);
    expect({ active: admission.active, queued: admission.queued }).toEqual({ active: 0, queued: 2 });
    expect(second.begun).toBe(0);
    first.hasRoom = true;
    admission.onCapacity();
    expect([first.begun, second.begun]).toEqual([1, 1]);
    expect({ active: admission.active, queued: admission.queued }).toEqual({ active: 2, queued: 0 });
  });

  test('puts a request that steps back before those that wait', () => {
    const admission = new Admission(1, 10);
    const [a, b] = requests(admission, 2) as [FakeRequest, FakeRequest];
    admission.enter(a);
    admission.enter(b);
    admission.requeueAtHead(a);
    admission.onCapacity();
    expect([a.begun, b.begun]).toEqual([2, 0]);
  });

  test('lets a request in the middle of the queue withdraw', () => {
    const admission = new Admission(1, 10);
    const [a, b, c, d] = requests(admission, 4) as [FakeRequest, FakeRequest, FakeRequest, FakeRequest];
    for (const request of [a, b, c, d]) admission.enter(request);
    admission.withdraw(c);
    admission.leave();
    admission.leave();
    expect([b.begun, c.begun, d.begun]).toEqual([1, 0, 1]);
    expect(admission.queued).toBe(0);
  });

  test('cancels all that wait and tells when nothing is active', async () => {
    const admission = new Admission(1, 10);
    const [a, b, c] = requests(admission, 3) as [FakeRequest, FakeRequest, FakeRequest];
    for (const request of [a, b, c]) admission.enter(request);
    const reason = new Error('closing');
    admission.cancelQueued(reason);
    expect([b.cancelled, c.cancelled, admission.queued]).toEqual([reason, reason, 0]);
    const order: string[] = [];
    const idle = admission.whenIdle().then(() => order.push('idle'));
    order.push('left');
    admission.leave();
    await idle;
    expect(order).toEqual(['left', 'idle']);
  });
});
