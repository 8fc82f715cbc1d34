import { daemonRefusal } from './daemon-refusal';

describe('daemonRefusal', () => {
  it('names the socket that is not there', async () => {
    expect(await daemonRefusal('unix:///no/such/docker.sock')).toBe('connect ENOENT /no/such/docker.sock');
  });

  it.each(['ssh://somewhere', 'npipe:////./pipe/docker_engine', 'nonsense'])('knows nothing of %s', async (host) => {
    expect(await daemonRefusal(host)).toBeUndefined();
  });
});
