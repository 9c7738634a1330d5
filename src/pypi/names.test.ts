import assert from 'node:assert/strict'
import { describe, it } from 'node:test'

import { toNormalizedName, toProjectName, toProjectUrl } from './names.ts'

describe('project names', () => {
  it('are compared as PEP 503 says', () => {
    assert.equal(toNormalizedName('Django.Rest__Framework-.-X'), 'django-rest-framework-x')
  })

  it('are read from the addresses of the index, old and new', () => {
    const addresses = [
      'https://pypi.org/project/django-mfa/',
      'http://pypi.org/project/django-mfa',
      'http://pypi.python.org/pypi/django-mfa',
      'https://pypi.python.org/pypi/django-mfa/1.0',
      'https://pypi.org/project/django-mfa/3.0.1/#history',
      'https://pypi.org/pypi/django-mfa/json',
      'https://pypi.org/simple/django-mfa/',
      ' django-mfa ',
    ]
    assert.deepEqual([...new Set(addresses.map(toProjectName))], ['django-mfa'])
  })

  it('keep the spelling in which they are given', () => {
    assert.equal(toProjectName('https://pypi.org/project/Django_MFA/'), 'Django_MFA')
  })

  it('are not found elsewhere', () => {
    const others = [
      '',
      'https://example.org/project/x/',
      'https://pypi.org/',
      'https://pypi.org/search/?q=x',
      '-x',
      'a b',
      'https://pypi.org/project/%2e%2e/',
      'ä',
    ]
    assert.deepEqual([...new Set(others.map(toProjectName))], [undefined])
  })

  it('have a page', () => {
    assert.equal(toProjectUrl('django-mfa'), 'https://pypi.org/project/django-mfa/')
  })
})
