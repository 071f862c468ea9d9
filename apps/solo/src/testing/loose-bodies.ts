type Schema = { readonly $ref?: string; readonly type?: string; readonly properties?: Readonly<Record<string, Schema>>; readonly additionalProperties?: unknown; readonly items?: Schema; readonly anyOf?: readonly Schema[]; readonly oneOf?: readonly Schema[]; readonly allOf?: readonly Schema[] };
type Operation = { readonly requestBody?: { readonly content: Readonly<Record<string, { readonly schema?: Schema }>> } };
export type Document = { readonly paths: Readonly<Record<string, Readonly<Record<string, Operation>>>>; readonly components: { readonly schemas: Readonly<Record<string, Schema>> } };

/** The objects within documented bodies, however deep, of which the documentation does not say that they have no other members; and how many do. */
export const looseBodies = ({ paths, components }: Document): { readonly loose: readonly string[]; readonly strict: number } => {
  const objectsIn = (schema: Schema, at: string): readonly { at: string; strict: boolean }[] => {
    if (schema.$ref) return objectsIn(components.schemas[schema.$ref.split('/').at(-1)!]!, at);
    const inner = [
      ...Object.entries(schema.properties ?? {}).flatMap(([name, member]) => objectsIn(member, `${at}.${name}`)), ...(schema.items ? objectsIn(schema.items, `${at}[]`) : []),
      ...[...(schema.anyOf ?? []), ...(schema.oneOf ?? []), ...(schema.allOf ?? [])].flatMap((each) => objectsIn(each, at)),
    ];
    return schema.type === 'object' ? [{ at, strict: schema.additionalProperties === false }, ...inner] : inner;
  };
  const objects = Object.entries(paths).flatMap(([path, methods]) => Object.entries(methods).flatMap(([method, { requestBody }]) => {
    const schema = requestBody?.content['application/json']?.schema;
    return schema ? objectsIn(schema, `${method} ${path}`) : [];
  }));
  return { loose: objects.filter(({ strict }) => !strict).map(({ at }) => at), strict: objects.filter(({ strict }) => strict).length };
};
