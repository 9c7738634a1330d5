import assert from 'node:assert/strict'
import { describe, it } from 'node:test'

import { assessPython3Support, listPythonVersions } from './python-versions.ts'

const python = (...versions: string[]) => versions.map((version) => `Programming Language :: Python :: ${version}`)

describe('support of Python 3', () => {
  it('is what the specifier says of 3.0 to 3.14', () => {
    const cases: [string, boolean][] = [
      ['>=2.7', true],
      ['>=3.6.1', true],
      ['>=2.7,!=3.*', false],
      ['>=3.15', false],
      ['>3.14', false],
      ['==3.12.4', false],
      ['<3', false],
      ['~=3.6', true],
      ['!=3.0.*,>=2.7', true],
      [' >=3.8, <4 ', true],
    ]
    assert.deepEqual(
      cases.map(([specifier]) => [specifier, assessPython3Support(specifier, [])]),
      cases,
    )
  })

  it('is what the classifiers say where there is no specifier, or none that installers take', () => {
    assert.equal(assessPython3Support(undefined, python('3 :: Only')), true)
    assert.equal(assessPython3Support('', python('3.9')), true)
    assert.equal(assessPython3Support('>=3.6.*', python('2.7', '3')), true)
    assert.equal(assessPython3Support('three', []), undefined)
  })

  it('is unknown, not absent, for a project that names only Python 2 or nothing', () => {
    assert.equal(assessPython3Support(undefined, python('2.7')), undefined)
    assert.equal(assessPython3Support(undefined, []), undefined)
  })

  it('goes by the specifier where the classifiers contradict it', () => {
    assert.equal(assessPython3Support('<3', python('3')), false)
  })
})

describe('supported versions of Python', () => {
  it('are those of the classifiers that the specifier admits, in order', () => {
    assert.deepEqual(listPythonVersions('>=3.8', python('3', '3.10', '3.9', '3.7', '3 :: Only')), ['3.9', '3.10'])
  })

  it('are all that the specifier admits where the classifiers name none, or only others', () => {
    assert.deepEqual(listPythonVersions('>=3.11', python('3')), ['3.11', '3.12', '3.13', '3.14'])
    assert.deepEqual(listPythonVersions('>=3.13', python('2.7')), ['3.13', '3.14'])
    assert.deepEqual(listPythonVersions('>=2.7,<3.2', []), ['2.7', '3.0', '3.1'])
  })

  it('include one of which a later patch release is required', () => {
    assert.deepEqual(listPythonVersions('>=3.12.4', []), ['3.12', '3.13', '3.14'])
    assert.deepEqual(listPythonVersions('==3.12.4', []), ['3.12'])
    assert.deepEqual(listPythonVersions('>3.9.1,<3.9.4,!=3.9.2', []), ['3.9'])
    assert.deepEqual(listPythonVersions('>3.9.1,<3.9.3,!=3.9.2', []), [])
  })

  it('are those of the classifiers where there is no usable specifier', () => {
    assert.deepEqual(listPythonVersions(undefined, python('2.6', '2.7', '3.3', '3 :: Only', 'Implementation')), [
      '2.6',
      '2.7',
      '3.3',
    ])
    assert.deepEqual(listPythonVersions('=>3', python('3.4')), ['3.4'])
  })

  it('are not looked for in a specifier that no person wrote', () => {
    assert.equal(listPythonVersions('>=3.8,'.repeat(1000), []), undefined)
  })

  it('are unknown where nothing names one', () => {
    assert.equal(listPythonVersions(undefined, python('3')), undefined)
  })
})
