import assert from 'node:assert/strict'
import { describe, it } from 'node:test'

import { type SuggestedRecord, SuggestionIndex } from './suggestion-index.ts'

const record = (slug: string, popularity: number, more: Partial<SuggestedRecord> = {}): SuggestedRecord => ({
  itemType: 'package',
  title: slug,
  slug,
  status: 'active',
  description: '',
  popularity,
  ...more,
})
const slugs = (index: SuggestionIndex, beginning: string) => index.find(beginning, 10).map(({ slug }) => slug)

function createIndex(): SuggestionIndex {
  const index = new SuggestionIndex()
  index.load([
    ['package:1', record('django-cache-machine', 0.5)],
    ['package:2', record('cacheops', 0.8, { title: 'django-cacheops', description: 'Invalidation of caches' })],
    ['package:3', record('django-cache', 0.1)],
    ['package:4', record('old-cache', 0.9, { status: 'deprecated' })],
    ['grid:5', record('caching', 0.3, { itemType: 'grid', title: 'Caching' })],
  ])
  return index
}

describe('suggestions', () => {
  it('begin as typed, the exact name first and then the popular, with or without "django"', () => {
    const index = createIndex()
    assert.deepEqual(slugs(index, 'cach'), ['cacheops', 'django-cache-machine', 'caching', 'django-cache', 'old-cache'])
    assert.deepEqual(slugs(index, 'Django-Cache'), ['django-cache', 'cacheops', 'django-cache-machine', 'old-cache'])
    assert.deepEqual(slugs(index, 'machine'), ['django-cache-machine'])
    assert.deepEqual(slugs(index, ''), [])
    assert.deepEqual(slugs(index, '\0\ud800'), [])
  })

  it('follow what is added, changed and removed', () => {
    const index = createIndex()
    assert.deepEqual(slugs(index, 'ca').length, 5)
    index.set('package:3', record('catalogue', 0.2))
    index.set('package:1', undefined)
    assert.deepEqual(slugs(index, 'ca'), ['cacheops', 'caching', 'catalogue', 'old-cache'])
    assert.deepEqual(slugs(index, 'cata'), ['catalogue'])
    assert.equal(index.size, 4)
  })

  it('correct a word that no record has', () => {
    const { vocabulary } = createIndex()
    assert.equal(vocabulary.correct('invaldation'), 'invalidation')
    assert.equal(vocabulary.correct('cachnig'), 'caching')
    assert.equal(vocabulary.correct('caching'), undefined)
    assert.equal(vocabulary.correct('cache'), undefined, 'known as the singular of caches')
    assert.equal(vocabulary.correct('zebra'), undefined)
  })
})
