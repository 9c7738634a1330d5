import assert from 'node:assert/strict'
import { after, before, describe, it } from 'node:test'

import { Validator } from '@seriousme/openapi-schema-validator'

import { startTestServer, type TestServer } from './support/server.ts'

interface Operation {
  operationId: string
  parameters: { name: string; in: string; required: boolean }[]
  responses: Record<string, { description: string; headers?: Record<string, unknown>; content?: Record<string, unknown> }>
}

describe('the OpenAPI document', () => {
  let server: TestServer
  let document: { openapi: string; paths: Record<string, { get: Operation }>; [field: string]: unknown }
  before(async () => {
    server = await startTestServer()
    document = JSON.parse((await server.get('/api/v4/openapi.json')).body)
  })
  after(() => server[Symbol.asyncDispose]())

  it('is valid', async () => {
    const { valid, errors } = await new Validator().validate(document)
    assert.equal(valid, true, JSON.stringify(errors))
    assert.equal(document.openapi, '3.1.0')
  })

  it('describes every address with its parameters, its answers and its headers', () => {
    const paths = ['', 'packages/', 'packages/{key}/', 'grids/', 'grids/{key}/', 'categories/', 'categories/{key}/', 'search/']
    for (const path of paths) {
      const operation = document.paths[`/api/v4/${path}`]?.get
      assert.ok(operation, path)
      const names = new Set(operation.parameters.map((parameter) => parameter.name))
      for (const name of ['If-None-Match', 'If-Modified-Since']) assert.ok(names.has(name), `${path} ${name}`)
      assert.deepEqual(
        operation.parameters
          .filter((parameter) => parameter.in === 'path')
          .map((parameter) => [parameter.name, parameter.required]),
        path.includes('{key}') ? [['key', true]] : [],
      )
      for (const status of ['200', '304', '400', '404', '406'])
        assert.ok(operation.responses[status]?.description, `${path} ${status}`)
      assert.deepEqual(Object.keys(operation.responses['200']?.headers ?? {}), [
        'ETag',
        'Last-Modified',
        'Allow',
        'Vary',
        'Cache-Control',
      ])
      assert.deepEqual(Object.keys(operation.responses['304']?.headers ?? {}), ['ETag', 'Last-Modified'])
    }
  })

  it('names the headers and the statuses that the answers have', async () => {
    const { headers } = await server.get('/api/v4/packages/3402/')
    for (const name of Object.keys(document.paths['/api/v4/packages/{key}/']?.get.responses['200']?.headers ?? {}))
      assert.ok(headers[name.toLowerCase()], name)
    const statuses = await Promise.all(
      [
        server.get('/api/v4/packages/3402/', { 'if-none-match': '*' }),
        server.get('/api/v4/packages/?archived=perhaps'),
        server.get('/api/v4/packages/no-such/'),
        server.get('/api/v4/packages/', { accept: 'application/xml' }),
      ].map(async (answer) => (await answer).status),
    )
    assert.deepEqual(statuses, [304, 400, 404, 406])
  })
})
