import { type Static, Type } from 'typebox'
import { Compile } from 'typebox/compile'

const text = Type.Union([Type.String(), Type.Null()])

/** What we read of `GET /pypi/<project>/json`; its `releases` and `downloads` are deprecated and left alone. */
export const ProjectDocument = Type.Object({
  info: Type.Object({
    name: Type.String({ minLength: 1 }),
    classifiers: Type.Optional(Type.Union([Type.Array(Type.String()), Type.Null()])),
    requires_python: Type.Optional(text),
    license: Type.Optional(text),
    license_expression: Type.Optional(text),
    docs_url: Type.Optional(text),
    project_urls: Type.Optional(Type.Union([Type.Record(Type.String(), text), Type.Null()])),
  }),
  last_serial: Type.Optional(Type.Integer()),
})
export type ProjectDocument = Static<typeof ProjectDocument>

/** A file of a project (PEP 691, with the fields of PEP 700). */
export const ProjectFile = Type.Object({
  filename: Type.String(),
  'requires-python': Type.Optional(text),
  /** Whether, or why, an installer should not take it. */
  yanked: Type.Optional(Type.Union([Type.Boolean(), Type.String()])),
  'upload-time': Type.Optional(
    Type.Union([Type.String({ pattern: String.raw`^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d{1,6})?Z$` }), Type.Null()]),
  ),
})
export type ProjectFile = Static<typeof ProjectFile>

/** What we read of `GET /simple/<project>/` as JSON; `versions` is PEP 700's, `project-status` PEP 792's. */
export const ProjectPage = Type.Object({
  meta: Type.Object({ '_last-serial': Type.Optional(Type.Integer()) }),
  name: Type.String({ minLength: 1 }),
  versions: Type.Array(Type.String({ minLength: 1 })),
  files: Type.Array(ProjectFile),
  'project-status': Type.Optional(Type.Object({ status: Type.Optional(Type.String()), reason: Type.Optional(text) })),
})
export type ProjectPage = Static<typeof ProjectPage>

/** One of the hundreds of thousands of entries of `GET /simple/`. */
const ListedProject = Type.Object({ name: Type.String(), '_last-serial': Type.Integer() })

export const projectDocumentValidator = Compile(ProjectDocument)
export const projectPageValidator = Compile(ProjectPage)
export const listedProjectValidator = Compile(ListedProject)
