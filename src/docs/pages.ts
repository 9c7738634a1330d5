import { type Html, html, type HtmlValue } from '../http/html.ts'
import { layoutPage } from '../http/layout.ts'
import type { Site, Viewer } from '../http/site.ts'
import type { Document, Operation, Schema } from './document.ts'
import { describeType, toExample, toName } from './schema-text.ts'

interface DocumentedOperation extends Operation {
  method: string
  path: string
}

/** The documentation of the API, made of its OpenAPI document. */
export function docsPage({
  site,
  viewer,
  document,
  documentPath,
}: {
  site: Site
  viewer: Viewer | undefined
  document: Document
  documentPath: string
}): Html {
  const operations = listOperations(document)
  const groups = document.tags
    .map((tag) => ({ ...tag, operations: operations.filter(({ tags }) => tags[0] === tag.name) }))
    .filter(({ operations: listed }) => listed.length > 0)
  const schemas = Object.entries(document.components.schemas)
  return layoutPage(site, {
    title: 'API documentation',
    description: `Every address of the ${site.title} API, with its parameters and answers.`,
    canonical: '/api/docs/',
    section: '/api/docs/',
    path: '/api/docs/',
    viewer,
    breadcrumbs: [{ label: 'Home', href: '/' }, { label: 'API documentation' }],
    content: html`<div class="wrap page-body docs">
<details class="filters contents" tabindex="0"><summary>On this page</summary><nav aria-label="On this page">
${groups.map(
  (group) =>
    html`<h2>${toTitle(group.name)}</h2><ul>${group.operations.map(
      ({ operationId, summary }) => html`<li><a href="#${operationId}">${summary}</a></li>`,
    )}</ul>`,
)}
<div><h2>Records</h2><ul>${schemas.map(([name]) => html`<li><a href="#schema-${name}">${name}</a></li>`)}</ul></div>
</nav></details>
<main id="content" tabindex="-1">
<div class="prose">
<p class="eyebrow">Version ${document.info.version}</p>
<h1>API documentation</h1>
<p class="lede">${document.info.description}</p>
<p>Open any address in a browser for a page that shows the request, the answer and its links. Programs get JSON. The whole contract is an
<a href="${documentPath}">OpenAPI 3.1 document</a>, from which clients can be generated.</p>
<pre tabindex="0"><code>${curl('get', `${site.origin()}/api/v4/packages/?limit=5`)}</code></pre>
<p>Every answer carries an <code>ETag</code>: send it back as <code>If-None-Match</code> and an unchanged record costs nothing but a 304.
Reading is allowed to scripts of any site (CORS) and needs no account; writing takes a token, which your account page makes. An unknown parameter is ignored, a wrong value is refused with 400
and the name of the parameter.</p>
</div>
${groups.map(
  (group) => html`<section class="section" aria-labelledby="tag-${group.name}">
<h2 id="tag-${group.name}">${toTitle(group.name)}</h2>
<p class="soft">${group.description}</p>
${group.operations.map((operation) => operationSection(site, operation, document))}
</section>`,
)}
<section class="section" aria-labelledby="records"><h2 id="records">Records</h2>
${schemas.map(([name, schema]) => schemaSection(name, schema))}
</section>
</main>
</div>`,
  })
}

function listOperations(document: Document): DocumentedOperation[] {
  return Object.entries(document.paths).flatMap(([path, methods]) =>
    Object.entries(methods).map(([method, operation]) => Object.assign(operation, { method, path })),
  )
}

function operationSection(site: Site, operation: DocumentedOperation, { components: { schemas } }: Document): Html {
  const { operationId, summary, description, method, path, parameters = [], responses } = operation
  const body = Object.entries(operation.requestBody?.content ?? {})[0]?.[1].schema
  // Several operations have one summary: "List revisions" of a package, of a grid, of all.
  const name = `${method.toUpperCase()} ${path}`
  return html`<section class="operation" id="${operationId}" aria-label="${name}">
<h3>${summary}</h3>
<p class="line"><span class="badge ${method === 'get' ? 'good' : 'note'}">${method.toUpperCase()}</span><span>${path}</span></p>
${description && html`<p class="soft">${description}</p>`}
<pre tabindex="0" aria-label="Example of a call"><code>${curl(method, site.origin() + toExamplePath(path, operation), body && toExample(body, schemas))}</code></pre>
${parameters.length > 0 && html`<h4>Parameters</h4>${parameterTable(name, parameters)}`}
${body && html`<h4>Body</h4><p>${schemaLink(body)}</p>`}
<h4>Answers</h4>
<div class="table-scroll" tabindex="0" role="region" aria-label="Answers of ${name}"><table><thead><tr><th scope="col">Status</th><th scope="col">Holds</th><th scope="col">When</th></tr></thead><tbody>${Object.entries(
    responses,
  ).map(
    ([status, answer]) =>
      html`<tr><td>${status}</td><td>${schemaLink(Object.values(answer.content ?? {})[0]?.schema)}</td><td>${answer.description}</td></tr>`,
  )}</tbody></table></div>
</section>`
}

function parameterTable(operation: string, parameters: NonNullable<Operation['parameters']>): Html {
  return html`<div class="table-scroll" tabindex="0" role="region" aria-label="Parameters of ${operation}"><table><thead><tr><th scope="col">Name</th><th scope="col">In</th><th scope="col">Type</th><th scope="col">Meaning</th></tr></thead><tbody>${parameters.map(
    ({ name, in: place, schema, description, required }) =>
      html`<tr><td><code>${name}</code>${required && html` <span class="badge">required</span>`}</td><td>${place}</td><td>${describeType(schema)}</td><td>${description}${
        schema.default !== undefined && ` Default: ${JSON.stringify(schema.default)}.`
      }</td></tr>`,
  )}</tbody></table></div>`
}

function schemaSection(name: string, { properties = {}, required = [], description }: Schema): Html {
  return html`<section class="operation" id="schema-${name}" aria-labelledby="schema-${name}-title">
<h3 id="schema-${name}-title">${name}</h3>
${description && html`<p class="soft">${description}</p>`}
<div class="table-scroll" tabindex="0" role="region" aria-label="Fields of ${name}"><table><thead><tr><th scope="col">Field</th><th scope="col">Type</th><th scope="col">Meaning</th></tr></thead><tbody>${Object.entries(
    properties,
  ).map(
    ([field, schema]) =>
      html`<tr><td><code>${field}</code>${!required.includes(field) && html` <span class="badge">optional</span>`}</td><td>${schemaLink(schema)}</td><td>${schema.description}</td></tr>`,
  )}</tbody></table></div>
</section>`
}

/** The type in words, a link where it is a record described on this page. */
function schemaLink(schema: Schema | undefined): HtmlValue {
  if (!schema) return html`<span class="faint">nothing</span>`
  const reference = schema.$ref ?? schema.items?.$ref ?? schema.properties?.['results']?.items?.$ref
  if (!reference) return describeType(schema)
  const name = toName(reference)
  const link = html`<a href="#schema-${name}">${name}</a>`
  if (schema.$ref) return link
  return schema.items ? html`list of ${link}` : html`page of ${link}`
}

/** Ids that the sample catalogue has, so that the examples can be tried. */
const exampleKeys: Record<string, string> = { packages: '3402', grids: '66', categories: '1' }

function toExamplePath(path: string, { tags }: Operation): string {
  return path.replaceAll(/\{\w+\}/g, exampleKeys[tags[0] ?? ''] ?? '1')
}

function curl(method: string, url: string, body?: unknown): string {
  const lines = [method === 'get' ? `curl '${url}'` : `curl -X ${method.toUpperCase()} '${url}'`]
  if (method !== 'get') lines.push(`-H 'Authorization: Token …'`)
  if (body !== undefined) lines.push(`-H 'Content-Type: application/json'`, `-d '${JSON.stringify(body)}'`)
  return lines.join(' \\\n  ')
}

const toTitle = (name: string) => name.charAt(0).toUpperCase() + name.slice(1)
