import assert from 'node:assert/strict'
import { describe, it } from 'node:test'

import { compareVersions, findLatestVersion, isPreRelease } from './versions.ts'

const release = (version: string, isYanked = false) => ({ version, isYanked })

describe('versions', () => {
  it('are ordered by PEP 440: numbers by value, pre-releases before and post-releases after their release, epochs first', () => {
    const versions = [
      '1.0.post1',
      '1!0.1',
      '1.10',
      '1.0.dev1',
      '2024.01.05',
      '1.0rc1',
      '1.9',
      '1.0',
      '1.0a2',
      'v3.0',
      '1.0+local',
    ]
    assert.deepEqual(versions.toSorted(compareVersions), [
      '1.0.dev1',
      '1.0a2',
      '1.0rc1',
      '1.0',
      '1.0+local',
      '1.0.post1',
      '1.9',
      '1.10',
      'v3.0',
      '2024.01.05',
      '1!0.1',
    ])
  })

  it('from before PEP 440 come before all others, in a steady order', () => {
    assert.deepEqual(['0.1', '2004d', '1.0-final'].toSorted(compareVersions), ['1.0-final', '2004d', '0.1'])
    assert.equal(compareVersions('2004d', '2004d'), 0)
  })

  it('may be pre-releases, which a legacy version never is', () => {
    assert.deepEqual(['2.0rc1', '2.0.dev3', '2.0b1', '2.0', '2.0.post1', 'final-rc'].map(isPreRelease), [
      true,
      true,
      true,
      false,
      false,
      false,
    ])
  })
})

describe('the latest version', () => {
  it('is the newest that is neither yanked nor a pre-release', () => {
    assert.equal(findLatestVersion([release('3.0a1'), release('2.1', true), release('2.0'), release('1.0')]), '2.0')
  })

  it('is the newest pre-release where there is nothing else', () => {
    assert.equal(findLatestVersion([release('1.0b2', true), release('1.0b1'), release('1.0a1')]), '1.0b1')
  })

  it('is a pre-release rather than a yanked release', () => {
    assert.equal(findLatestVersion([release('1.0', true), release('1.0rc1')]), '1.0rc1')
  })

  it('is unknown where everything is yanked, or nothing was released', () => {
    assert.equal(findLatestVersion([release('1.0', true)]), undefined)
    assert.equal(findLatestVersion([]), undefined)
  })
})
