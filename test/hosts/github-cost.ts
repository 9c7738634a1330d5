import {
  type ASTNode,
  type DocumentNode,
  type FieldNode,
  getNamedType,
  type GraphQLSchema,
  Kind,
  TypeInfo,
  visit,
  visitWithTypeInfo,
} from 'graphql'

/** A hundred requests are a point, and there is no less than one. */
export function toCost(connections: number): number {
  return Math.max(1, Math.round(connections / 100))
}

/** The requests that a query comes to: one for each connection and each of its parents. */
export function countConnections(schema: GraphQLSchema, document: DocumentNode, variables: Record<string, unknown>): number {
  const fragments = new Map<string, number>()
  const countIn = (root: ASTNode): number => {
    const types = new TypeInfo(schema)
    const parents = [1]
    let count = 0
    visit(
      root,
      visitWithTypeInfo(types, {
        Field: {
          enter(field) {
            const within = parents.at(-1) ?? 1
            if (getNamedType(types.getType() ?? undefined)?.name.endsWith('Connection')) count += within
            parents.push(within * countIds(field, variables))
          },
          leave() {
            parents.pop()
          },
        },
        FragmentSpread(spread) {
          count += (fragments.get(spread.name.value) ?? 0) * (parents.at(-1) ?? 1)
        },
        // A fragment counts where it is spread.
        FragmentDefinition: (definition) => (definition === root ? undefined : false),
      }),
    )
    return count
  }
  for (const definition of document.definitions) {
    if (definition.kind === Kind.FRAGMENT_DEFINITION) fragments.set(definition.name.value, countIn(definition))
  }
  return countIn(document)
}

/** How many objects a field stands for: as many as the ids that it is given, else one. */
function countIds({ arguments: given = [] }: FieldNode, variables: Record<string, unknown>): number {
  const value = given.find(({ name }) => name.value === 'ids')?.value
  const ids = value?.kind === Kind.VARIABLE ? variables[value.name.value] : value?.kind === Kind.LIST ? value.values : undefined
  return Array.isArray(ids) ? ids.length : 1
}
