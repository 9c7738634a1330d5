import assert from 'node:assert/strict'
import { describe, it } from 'node:test'

import { toIndexUrl } from './index-url.ts'
import { normaliseRepositoryUrl, RepositoryUrlError } from './repository-url.ts'

const rows = (text: string) =>
  text
    .trim()
    .split('\n')
    .map((line) => line.trim().split(/ +→ +/))

describe('the address of a repository', () => {
  it('is one, whatever was copied', () => {
    for (const [given = '', kept] of rows(`
      https://github.com/Django/Django                            → https://github.com/Django/Django
      http://www.github.com/django/django/                        → https://github.com/django/django
      github.com/django/django                                    → https://github.com/django/django
      https://github.com/django/django.git                        → https://github.com/django/django
      https://user:secret@github.com/django/django?tab=x#readme   → https://github.com/django/django
      git@github.com:django/django.git                            → https://github.com/django/django
      ssh://git@github.com:22/django/django.git                   → https://github.com/django/django
      git+https://github.com/django/django                        → https://github.com/django/django
      git://github.com/django/django.git                          → https://github.com/django/django
      https://github.com/django/django/tree/main/docs             → https://github.com/django/django
      https://github.com/django/django/issues/1                   → https://github.com/django/django
      https://github.com//django//django                          → https://github.com/django/django
      https://codeberg.org/a/b/src/branch/main                    → https://codeberg.org/a/b
      https://bitbucket.org/a/b/src/master/                       → https://bitbucket.org/a/b
      https://gitlab.com/group/sub/project/-/tree/main            → https://gitlab.com/group/sub/project
      git@gitlab.com:group/sub/project.git                        → https://gitlab.com/group/sub/project
      https://git.example.org:8443/group/sub/project              → https://git.example.org:8443/group/sub/project
      https://git.example.org/project.git                         → https://git.example.org/project
      https://git.example.org/owner/name/raw/branch/x             → https://git.example.org/owner/name
      https://EXÄMPLE.org/a/b                                     → https://xn--exmple-cua.org/a/b
      https://github.com/a%20b/c → !
      https://1.2.3.4/a/b                                         → https://1.2.3.4/a/b`)) {
      if (kept === '!') assert.throws(() => normaliseRepositoryUrl(given), RepositoryUrlError, given)
      else assert.equal(normaliseRepositoryUrl(given), kept)
    }
  })

  it('may name a repository with a word that hosts use for their pages', () => {
    assert.equal(normaliseRepositoryUrl('https://github.com/gollum/wiki'), 'https://github.com/gollum/wiki')
    assert.equal(normaliseRepositoryUrl('https://github.com/src/issues/issues/3'), 'https://github.com/src/issues')
  })

  it('stays as it is when it is given again', () => {
    for (const address of ['https://github.com/A/b.c', 'https://gitlab.com/a/b/c/d', 'https://git.example.org/x~y/z']) {
      assert.equal(normaliseRepositoryUrl(normaliseRepositoryUrl(address)), normaliseRepositoryUrl(address))
    }
  })

  it('needs a repository, not just an account or a host', () => {
    for (const text of [
      'https://github.com',
      'https://github.com/django',
      'https://gitlab.com/group/',
      'https://git.example.org/',
    ]) {
      assert.throws(() => normaliseRepositoryUrl(text), /owner\/repo/, text)
    }
  })

  it('is never one of this machine or of a private network', () => {
    for (const host of 'localhost localhost. 127.0.0.1 127.1 0x7f.1 [::1] [::ffff:10.0.0.1] 192.168.1.1 172.20.0.1 100.64.0.1 169.254.169.254 a.internal b.local'.split(
      ' ',
    )) {
      assert.throws(() => normaliseRepositoryUrl(`https://${host}/a/b`), RepositoryUrlError, host)
    }
    assert.throws(() => normaliseRepositoryUrl('git@localhost:a/b.git'), RepositoryUrlError)
  })

  it('is nothing that is no address', () => {
    for (const text of [
      '',
      ' ',
      'django',
      'a/b',
      'ftp://github.com/a/b',
      'file:///a/b',
      'https://',
      'https://a b/c/d',
      'javascript:alert(1)',
    ]) {
      assert.throws(() => normaliseRepositoryUrl(text), RepositoryUrlError, text)
    }
    assert.throws(() => normaliseRepositoryUrl('https://github.com/a/../b/%2e%2e'), RepositoryUrlError)
    assert.throws(() => normaliseRepositoryUrl('https://github.com/a%2Fb/c'), RepositoryUrlError)
  })
})

describe('the address of a project on the package index', () => {
  it('is made from its name, and otherwise kept', () => {
    assert.equal(toIndexUrl('Django-MFA'), 'https://pypi.org/project/Django-MFA/')
    assert.equal(toIndexUrl('http://pypi.python.org/pypi/django-mfa'), 'http://pypi.python.org/pypi/django-mfa')
    for (const text of ['two words', '-x', 'javascript:alert(1)', 'ftp://pypi.org/x', 'https://'])
      assert.equal(toIndexUrl(text), undefined, text)
  })
})
