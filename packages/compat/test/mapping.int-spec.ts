import { useKeyspace } from '@async-cassandra/testing/jest';
import { Client, mapping, types } from '../src/index';
import { optionsOf } from './options.spec-support';

const keyspace = useKeyspace();
let client: InstanceType<typeof Client>;
let videos: mapping.ModelMapper<Video>;
let mapper: mapping.Mapper;

interface Video {
  videoId: types.Uuid;
  addedDate: Date;
  title: string;
}

beforeAll(async () => {
  client = new Client(optionsOf(keyspace));
  await client.execute('CREATE TABLE videos (video_id uuid PRIMARY KEY, added_date timestamp, title text)');
  await client.execute(
    'CREATE TABLE latest_videos (day text, added_date timestamp, video_id uuid, title text, PRIMARY KEY (day, added_date, video_id))',
  );
  mapper = new mapping.Mapper(client, {
    models: {
      Video: { tables: ['videos'], mappings: new mapping.UnderscoreCqlToCamelCaseMappings() },
      Latest: { tables: ['latest_videos'], mappings: new mapping.UnderscoreCqlToCamelCaseMappings() },
    },
  });
  videos = mapper.forModel<Video>('Video');
});

afterAll(() => client.shutdown());

describe('the mapper of cassandra-driver', () => {
  const video: Video = { videoId: types.Uuid.random(), addedDate: new Date(1_700_000_000_000), title: 'One' };

  test('inserts, gets, updates and removes', async () => {
    await videos.insert(video);
    expect(await videos.get({ videoId: video.videoId })).toEqual(video);
    await videos.update({ videoId: video.videoId, title: 'Two' });
    expect((await videos.get({ videoId: video.videoId }))!.title).toBe('Two');
    expect(
      (await videos.update({ videoId: video.videoId, title: 'Three' }, { when: { title: 'One' } })).wasApplied(),
    ).toBe(false);
    await videos.remove({ videoId: video.videoId });
    expect(await videos.get({ videoId: video.videoId })).toBeNull();
  });

  test('finds by parts of the key, in order, page by page', async () => {
    const latest = mapper.forModel<Video & { day: string }>('Latest');
    const titles = ['a', 'b', 'c', 'd', 'e'];
    const entries = titles.map((title, i) => ({ ...video, day: 'today', addedDate: new Date(i), title }));
    await mapper.batch(entries.map((entry) => latest.batching.insert(entry)));
    const newest = await latest.find({ day: 'today' }, { orderBy: { addedDate: 'desc' }, limit: 2 });
    expect(newest.toArray().map(({ title }) => title)).toEqual(['e', 'd']);
    const page = await latest.find({ day: 'today' }, {}, { fetchSize: 3 });
    // Declared by cassandra-driver's documentation only.
    const { pageState } = page as unknown as { readonly pageState: never };
    const rest = await latest.find({ day: 'today' }, {}, { fetchSize: 3, pageState });
    expect([page, rest].flatMap((each) => each.toArray().map(({ title }) => title))).toEqual(titles);
  });

  test('maps a query of its own', async () => {
    await videos.insert(video);
    const byTitle = videos.mapWithQuery('SELECT * FROM videos WHERE title = ? ALLOW FILTERING', (doc: Video) => [
      doc.title,
    ]);
    expect((await byTitle(video)).first()).toEqual(video);
  });
});
