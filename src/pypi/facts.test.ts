import assert from 'node:assert/strict'
import { describe, it } from 'node:test'

import { findDocumentationUrl, toDevelopmentStatus, toProjectFacts, toReleases } from './facts.ts'
import type { ProjectFile } from './schema.ts'

const file = (version: string, fields: Record<string, unknown> = {}) => ({ filename: `x-${version}.tar.gz`, ...fields })
const page = (versions: string[], files: ProjectFile[] = [], fields = {}) => ({
  meta: { '_last-serial': 7 },
  name: 'x',
  versions,
  files,
  ...fields,
})

describe('releases', () => {
  it('are all of them, newest first, pre-releases and post-releases too', () => {
    const versions = ['1.9', '2.0rc1', '1.10', '1.0.post1', '1.0']
    assert.deepEqual(
      toReleases(page(versions)).map(({ version }) => version),
      ['2.0rc1', '1.10', '1.9', '1.0.post1', '1.0'],
    )
  })

  it('were released when their first file was uploaded, in UTC and to the microsecond', () => {
    const files = ['2026-02-01T10:00:00.5Z', '2026-02-01T10:00:00Z', '2026-02-01T10:00:00.000001Z'].map((time) =>
      file('1.0', { 'upload-time': time }),
    )
    assert.equal(toReleases(page(['1.0'], files))[0]?.releasedAt, '2026-02-01T10:00:00Z')
    assert.equal(toReleases(page(['1.0'], files.slice(0, 1)))[0]?.releasedAt, '2026-02-01T10:00:00.5Z')
  })

  it('are yanked when all their files are, with the reason that is given', () => {
    const [partly, fully, silently] = toReleases(
      page(
        ['3.0', '2.0', '1.0'],
        [
          file('3.0', { yanked: 'only this file' }),
          { filename: 'x-3.0-py3-none-any.whl', yanked: false },
          file('2.0', { yanked: ' broken ' }),
          file('1.0', { yanked: true }),
        ],
      ),
    )
    assert.deepEqual([partly?.isYanked, partly?.yankedReason], [false, undefined])
    assert.deepEqual([fully?.isYanked, fully?.yankedReason], [true, 'broken'])
    assert.deepEqual([silently?.isYanked, silently?.yankedReason], [true, undefined])
  })

  it('say which Python they require', () => {
    assert.equal(toReleases(page(['1.0'], [file('1.0', { 'requires-python': ' >=3.8 ' })]))[0]?.requiresPython, '>=3.8')
  })

  it('without files have no date and are not yanked', () => {
    assert.deepEqual(toReleases(page(['1.0'])), [{ version: '1.0', isYanked: false, releasedAt: undefined }])
  })

  it('are passed over when nobody can have meant their version', () => {
    assert.deepEqual(
      toReleases(page(['1.0', `1.${'0'.repeat(100)}`])).map(({ version }) => version),
      ['1.0'],
    )
  })
})

describe('the development status', () => {
  it('is the number of its first classifier, or unknown', () => {
    assert.equal(
      toDevelopmentStatus([
        'Framework :: Django',
        'Development Status :: 5 - Production/Stable',
        'Development Status :: 7 - Inactive',
      ]),
      5,
    )
    assert.equal(toDevelopmentStatus(['Development Status :: 9 - Eternal']), 0)
    assert.equal(toDevelopmentStatus([]), 0)
  })
})

describe('the documentation', () => {
  const find = (project_urls: Record<string, string | null> | null, docs_url: string | null = null) =>
    findDocumentationUrl({ name: 'x', project_urls, docs_url })

  it('is found under the well-known labels, however they are spelled', () => {
    for (const label of ['Documentation', 'docs', 'DOCS', 'Documentation:', 'Doc-s']) {
      assert.equal(find({ Homepage: 'https://x.example/', [label]: 'https://docs.example/' }), 'https://docs.example/')
    }
  })

  it('is the address under "Documentation" before "Docs", and these before the old address of the index', () => {
    assert.equal(
      find({ Docs: 'https://two.example/', Documentation: 'https://one.example/' }, 'https://old.example/'),
      'https://one.example/',
    )
    assert.equal(find({ Source: 'https://x.example/' }, 'https://old.example/'), 'https://old.example/')
  })

  it('is a web address of a length that can be kept, or unknown', () => {
    assert.equal(find({ Documentation: 'javascript:alert(1)', Docs: 'https://docs.example/' }), 'https://docs.example/')
    assert.equal(find({ Documentation: `https://docs.example/${'x'.repeat(200)}` }), undefined)
    assert.equal(find({ Documentation: null }), undefined)
    assert.equal(find(null), undefined)
  })
})

describe('a project', () => {
  it('has what its two documents say', () => {
    const classifiers = [
      'Development Status :: 4 - Beta',
      'License :: OSI Approved :: MIT License',
      'Programming Language :: Python :: 3.12',
    ]
    const document = {
      info: {
        name: 'X',
        classifiers,
        requires_python: '>=3.9',
        license: '',
        license_expression: null,
        docs_url: null,
        project_urls: { Docs: 'https://docs.example/' },
      },
      last_serial: 9,
    }
    const simple = page(['1.0', '2.0a1'], [file('1.0', { 'upload-time': '2026-02-01T10:00:00Z' })], {
      'project-status': { status: 'archived', reason: 'done' },
    })
    assert.deepEqual(toProjectFacts(document, simple), {
      name: 'X',
      releases: [
        { version: '2.0a1', isYanked: false, releasedAt: undefined },
        { version: '1.0', isYanked: false, releasedAt: '2026-02-01T10:00:00Z' },
      ],
      latestVersion: '1.0',
      classifiers,
      requiresPython: '>=3.9',
      licence: 'MIT',
      licences: ['MIT'],
      supportsPython3: true,
      pythonVersions: ['3.12'],
      developmentStatus: 4,
      documentationUrl: 'https://docs.example/',
      status: 'archived',
      statusReason: 'done',
      lastSerial: 7,
    })
  })

  it('that says little is little known', () => {
    const facts = toProjectFacts(
      { info: { name: 'x' } },
      { meta: {}, name: 'x', versions: [], files: [], 'project-status': { status: 'pending' } },
    )
    assert.deepEqual(
      [
        facts.latestVersion,
        facts.requiresPython,
        facts.licence,
        facts.supportsPython3,
        facts.pythonVersions,
        facts.status,
        facts.lastSerial,
      ],
      [undefined, undefined, undefined, undefined, undefined, 'active', undefined],
    )
  })
})
