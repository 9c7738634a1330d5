import assert from 'node:assert/strict'
import { test } from 'node:test'

import { toRepositoryHost } from './repository-host.ts'

test('the four public hosts are known by the host name of the address', () => {
  assert.equal(toRepositoryHost('https://github.com/django/django'), 'github')
  assert.equal(toRepositoryHost('http://GitHub.com/django/django'), 'github')
  assert.equal(toRepositoryHost('https://gitlab.com/a/b'), 'gitlab')
  assert.equal(toRepositoryHost('https://bitbucket.org/a/b/'), 'bitbucket')
  assert.equal(toRepositoryHost('https://codeberg.org/a/b'), 'codeberg')
})

test('any other address has no known host, however much it looks like one', () => {
  assert.equal(toRepositoryHost('https://github.com.example/a/b'), '')
  assert.equal(toRepositoryHost('https://git.example/github.com/a'), '')
  assert.equal(toRepositoryHost('git@github.com:a/b.git'), '')
  assert.equal(toRepositoryHost('github.com/a/b'), '')
  assert.equal(toRepositoryHost(''), '')
})
