import assert from 'node:assert/strict'
import { describe, it } from 'node:test'

import { ResponseCache } from './caching.ts'

function createCache(maxBytes = 1_000_000): ResponseCache {
  const cache = new ResponseCache(maxBytes)
  cache.resumed()
  return cache
}

const product = (body: string, ...tags: string[]) => ({ content: { type: 'text/plain', body, headers: {} }, tags })

/** Makes `version 1`, `version 2` …, none of them before it is opened. */
function createSource(tag: string) {
  const { promise, resolve } = Promise.withResolvers<void>()
  let made = 0
  async function produce() {
    const body = `version ${++made}`
    await promise
    return product(body, tag)
  }
  return { produce, open: resolve }
}
const bodyOf = (cache: ResponseCache, key: string) => cache.get(key)?.find({})?.body?.toString()

describe('the cache', () => {
  it('keeps an answer until something that it was made from changes', async () => {
    const cache = createCache()
    await cache.fill('/1', async () => product('one', 'package:1', 'grid:7'))
    await cache.fill('/2', async () => product('two', 'package:2', 'grid:7'))
    cache.changed('package:1')
    assert.equal(bodyOf(cache, '/1'), undefined)
    assert.equal(bodyOf(cache, '/2'), 'two')
    cache.changed('grid:7')
    assert.equal(bodyOf(cache, '/2'), undefined)
  })

  it('gives but does not keep an answer whose source changed while it was made', async () => {
    const cache = createCache()
    const response = await cache.fill('/1', async () => {
      cache.changed('package:1')
      return product('one', 'package:1')
    })
    assert.equal(response.find({})?.body?.toString(), 'one')
    assert.equal(bodyOf(cache, '/1'), undefined)
  })

  it('lets requests for one answer share its making, but not those that come after a change', async () => {
    const cache = createCache()
    const source = createSource('package:1')
    const early = [cache.fill('/1', source.produce), cache.fill('/1', source.produce)]
    cache.changed('package:1')
    const late = Array.from({ length: 5 }, () => cache.fill('/1', source.produce))
    source.open()
    const bodies = (await Promise.all([...early, ...late])).map((response) => response.find({})?.body?.toString())
    assert.deepEqual(bodies, ['version 1', 'version 1', ...late.map(() => 'version 2')])
    assert.equal(bodyOf(cache, '/1'), 'version 2')
  })

  it('lets requests share the making of an answer whatever else changes', async () => {
    const cache = createCache()
    const source = createSource('package:1')
    const early = cache.fill('/1', source.produce)
    cache.changed('package:2')
    const late = cache.fill('/1', source.produce)
    cache.changed('package:1')
    source.open()
    const bodies = (await Promise.all([early, late])).map((response) => response.find({})?.body?.toString())
    assert.deepEqual(bodies, ['version 1', 'version 1'])
    assert.equal(bodyOf(cache, '/1'), undefined)
  })

  it('is empty and keeps nothing while changes may go unheard', async () => {
    const cache = createCache()
    await cache.fill('/1', async () => product('one', 'package:1'))
    cache.paused()
    assert.equal(bodyOf(cache, '/1'), undefined)
    await cache.fill('/1', async () => product('one', 'package:1'))
    assert.equal(bodyOf(cache, '/1'), undefined)
    cache.resumed()
    await cache.fill('/1', async () => product('one', 'package:1'))
    assert.equal(bodyOf(cache, '/1'), 'one')
  })

  it('does not keep what was begun before every change is heard again', async () => {
    const cache = createCache()
    cache.paused()
    await cache.fill('/1', async () => {
      cache.resumed()
      return product('one', 'package:1')
    })
    assert.equal(bodyOf(cache, '/1'), undefined)
  })

  it('stays within its memory by dropping what was not asked for longest', async () => {
    const cache = createCache(100_000)
    for (let index = 0; index < 100; index++)
      await cache.fill(`/${index}`, async () => product('x'.repeat(4_000), `package:${index}`))
    const kept = Array.from({ length: 100 }, (_, index) => index).filter((index) => bodyOf(cache, `/${index}`) !== undefined)
    assert.ok(kept.length >= 5 && kept.length <= 10, `${kept.length} kept`)
    assert.equal(kept.at(-1), 99)
  })

  it('keeps nothing when it has no memory', async () => {
    const cache = createCache(0)
    const response = await cache.fill('/1', async () => product('one', 'package:1'))
    assert.equal(response.find({})?.body?.toString(), 'one')
    assert.equal(bodyOf(cache, '/1'), undefined)
  })

  it('tries again after a failure', async () => {
    const cache = createCache()
    await assert.rejects(
      cache.fill('/1', () => Promise.reject(new Error('no database'))),
      /no database/,
    )
    await cache.fill('/1', async () => product('one'))
    assert.equal(bodyOf(cache, '/1'), 'one')
  })
})
