// Waits for steps on standard input, as measure.ps1 does on a pipe, and does them with @qlik/api. Times are taken here.
import { createRequire } from 'node:module';
import { pathToFileURL } from 'node:url';
import { createInterface } from 'node:readline';

const [, , tenant, folder] = process.argv;
const require = createRequire(pathToFileURL(`${folder}/none.js`));
const { auth, dataConnections } = await import(pathToFileURL(require.resolve('@qlik/api')));
auth.setDefaultHostConfig({ authType: 'apikey', host: tenant, apiKey: process.env.QLIK_BENCHMARK_KEY });
// What a client takes from a cache was not read from the server.
const options = { noCache: true };

async function* pages() {
  let page = await dataConnections.getDataConnections({ limit: 100, noDatafiles: true, includeDisabled: true }, options);
  while (page) {
    yield page.data.data;
    page = page.next ? await page.next(options) : undefined;
  }
}

async function list() {
  const all = [];
  for await (const page of pages()) all.push(...page);
  return all;
}

const steps = {
  list: async () => (await list()).length,
  count: async () => {
    let count = 0;
    for await (const page of pages()) count += page.length;
    return count;
  },
  first: async () => {
    for await (const page of pages()) return page.slice(0, 1).length;
  },
};

for await (const step of createInterface({ input: process.stdin })) {
  let answer;
  try {
    globalThis.gc?.();
    const start = performance.now();
    const count = await steps[step]();
    answer = { milliseconds: performance.now() - start, count };
  } catch (error) {
    answer = { error: String(error) };
  }
  console.log(JSON.stringify(answer));
}
