import assert from 'node:assert/strict'
import { describe, it } from 'node:test'

import { createVersionFinder } from './files.ts'

describe('the version of a file', () => {
  const findVersion = createVersionFinder('Django-MFA', ['1.0', '1.0.post1', '2.0', '2.0.1', '3.0rc1', '2004d', '1.10', '4.0.0'])
  const cases: [string, string | undefined][] = [
    ['django_mfa-2.0-py3-none-any.whl', '2.0'],
    ['django_mfa-2.0.1-1-py2.py3-none-any.whl', '2.0.1'],
    ['Django-MFA-1.0.tar.gz', '1.0'],
    ['django.mfa-1.10.zip', '1.10'],
    ['django-mfa-1.0.post1.tar.bz2', '1.0.post1'],
    ['django-mfa-1.0-1.tar.gz', '1.0.post1'],
    ['django_mfa-3.0.rc1.tar.gz', '3.0rc1'],
    ['django_mfa-4.0-py3-none-any.whl', '4.0.0'],
    ['django_mfa-2.0.0.tar.gz', '2.0'],
    ['django_mfa-2.0.1-py2.7.egg', '2.0.1'],
    ['django_mfa-1.0.win32-py2.6.exe', '1.0'],
    ['Django-MFA-2004d.tar.gz', '2004d'],
  ]

  it('is read from names of all ages and spellings', () => {
    assert.deepEqual(
      cases.map(([filename]) => [filename, findVersion(filename)]),
      cases,
    )
  })

  it('is unknown for a name of another project or of no version', () => {
    const names = ['django_mfa_extra-2.0.tar.gz', 'django-mfa-extra-2.0.tar.gz', 'django-mfa-9.9.tar.gz', 'readme.txt', '']
    assert.deepEqual([...new Set(names.map(findVersion))], [undefined])
  })
})
