namespace Houle.Avro.Schemas;

/// <summary>The named types within a schema, for schemas that refer to them.</summary>
internal static class NamedTypes
{
    /// <summary>Adds each by its full name; the first of a name stays.</summary>
    public static void Collect(Schema schema, Dictionary<string, NamedSchema> into)
    {
        var open = new Stack<Schema>();
        for (open.Push(schema); open.Count > 0;)
        {
            Schema next = open.Pop();
            if (next is NamedSchema named)
            {
                if (into.ContainsKey(named.FullName)) continue;
                into.Add(named.FullName, named);
            }

            switch (next)
            {
                case RecordSchema record:
                    for (int i = record.Fields.Count - 1; i >= 0; i--) open.Push(record.Fields[i].Schema);
                    break;
                case ArraySchema array: open.Push(array.Items); break;
                case MapSchema map: open.Push(map.Values); break;
                case UnionSchema union:
                    for (int i = union.Branches.Count - 1; i >= 0; i--) open.Push(union.Branches[i]);
                    break;
            }
        }
    }
}
