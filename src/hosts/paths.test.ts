import assert from 'node:assert/strict'
import { describe, it } from 'node:test'

import { toRepositoryPath } from './paths.ts'

describe('the path of a repository', () => {
  it('is its first two names on hosts without folders', () => {
    const webUrl = 'https://codeberg.org'
    const addresses = [
      'https://codeberg.org/Ann/x',
      'https://codeberg.org/Ann/x.git',
      'https://codeberg.org/Ann/x/',
      'https://codeberg.org/Ann/x/src/branch/main',
    ]
    assert.deepEqual([...new Set(addresses.map((url) => toRepositoryPath(url, { webUrl, segments: 2 })))], ['Ann/x'])
  })

  it('has any number of folders on GitLab, also below a folder of the server', () => {
    assert.equal(
      toRepositoryPath('https://gitlab.com/a/b/c/d/-/tree/main', { webUrl: 'https://gitlab.com', segments: 'any' }),
      'a/b/c/d',
    )
    assert.equal(toRepositoryPath('https://x.example/git/a/b', { webUrl: 'https://x.example/git/', segments: 'any' }), 'a/b')
  })

  it('is unknown for an address of no repository', () => {
    for (const url of [
      'https://codeberg.org/Ann',
      'https://codeberg.org/',
      'no address',
      '',
      'https://codeberg.org/%2e%2e%2fx/y',
      'https://codeberg.org/Ann/%FF',
    ]) {
      assert.equal(toRepositoryPath(url, { webUrl: 'https://codeberg.org', segments: 2 }), undefined)
    }
    assert.equal(toRepositoryPath('https://x.example/a/b', { webUrl: 'https://x.example/git', segments: 'any' }), undefined)
  })
})
