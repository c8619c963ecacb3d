using Houle.Avro.Binary;
using Houle.Avro.Registry;
using Houle.Avro.Resolution;
using Houle.Avro.Schemas;
using Houle.Avro.Tests.Generated;

namespace Houle.Avro.Tests.Registry;

/// <summary>Against Apicurio's registry, by Confluent's API. Every test has subjects of its own.</summary>
public sealed class RealRegistryTests(RealRegistry registry) : IClassFixture<RealRegistry>
{
    private const string Point = """{"type": "record", "name": "Point", "namespace": "geo", "fields": [{"name": "x", "type": "int"}]}""";

    [Fact]
    public async Task Schema_registered_is_found_by_id_by_version_and_by_its_text()
    {
        using SchemaRegistryClient client = registry.Connect();
        RegisteredSchema written = await client.RegisterAsync("found-value", Mention.SchemaJson);
        (await client.RegisterAsync("found-value", Mention.SchemaJson)).Id.ShouldBe(written.Id, "registering twice is once");

        using SchemaRegistryClient other = registry.Connect();
        other.TryGetKnown(written.Id, out _).ShouldBeFalse();
        RegisteredSchema byId = await other.GetAsync(written.Id);
        SubjectVersion byVersion = await other.GetVersionAsync("found-value", 1), latest = await other.GetVersionAsync("found-value");
        SubjectVersion? byText = await other.FindAsync("found-value", Mention.SchemaJson);

        CanonicalForm.Of(byId.Schema).ShouldBe(CanonicalForm.Of(Mention.Schema));
        ((RecordSchema)byId.Schema).Fields.Count.ShouldBe(((RecordSchema)Mention.Schema).Fields.Count);
        byVersion.ShouldBe(new SubjectVersion("found-value", 1, byId));
        latest.ShouldBe(byVersion);
        byText.ShouldBe(byVersion);
        other.TryGetKnown(written.Id, out RegisteredSchema? known).ShouldBeTrue();
        known.ShouldBeSameAs(byId);
        (await other.GetSubjectsAsync()).ShouldContain("found-value");
    }

    [Fact]
    public async Task What_does_not_exist_is_not_found()
    {
        using SchemaRegistryClient client = registry.Connect();
        (await client.GetVersionsAsync("nobody-value")).ShouldBeEmpty();
        (await client.FindAsync("nobody-value", Point)).ShouldBeNull();
        (await client.CheckAsync("nobody-value", Point)).IsCompatible.ShouldBeTrue();
        RegistryException id = await Should.ThrowAsync<RegistryException>(async () => await client.GetAsync(999_999));
        RegistryException version = await Should.ThrowAsync<RegistryException>(() => client.GetVersionAsync("nobody-value", 3));

        (id.Failure, id.ErrorCode).ShouldBe((RegistryFailure.NotFound, 40403));
        version.Failure.ShouldBe(RegistryFailure.NotFound);
        version.Message.ShouldContain("asked GET subjects/nobody-value/versions/3: status 404");
    }

    [Fact]
    public async Task Rule_of_a_subject_is_set_and_holds()
    {
        const string asText = """{"type": "record", "name": "Point", "namespace": "geo", "fields": [{"name": "x", "type": "string"}]}""";
        using SchemaRegistryClient client = registry.Connect();
        await client.RegisterAsync("ruled-value", Point);
        await client.SetCompatibilityAsync("ruled-value", "BACKWARD_TRANSITIVE");

        (await client.GetCompatibilityAsync("ruled-value")).ShouldBe("BACKWARD_TRANSITIVE");
        (await client.CheckAsync("ruled-value", Point)).IsCompatible.ShouldBeTrue();
        RegistryVerdict verdict = await client.CheckAsync("ruled-value", asText);
        verdict.IsCompatible.ShouldBeFalse();
        verdict.Messages.ShouldNotBeEmpty();
        (await client.CheckAsync("ruled-value", asText, version: 1)).IsCompatible.ShouldBeFalse();
        RegistryException refused = await Should.ThrowAsync<RegistryException>(() => client.RegisterAsync("ruled-value", asText));
        refused.Failure.ShouldBe(RegistryFailure.Incompatible);
        (await client.GetVersionsAsync("ruled-value")).ShouldBe([1]);
    }

    [Fact]
    public async Task Types_of_other_subjects_become_part_of_the_schema()
    {
        using SchemaRegistryClient client = registry.Connect();
        await client.RegisterAsync("point-value", Point);
        SchemaReference point = new("geo.Point", "point-value", 1), line = new("geo.Line", "line-value", 1);
        await client.RegisterAsync(
            "line-value",
            """{"type": "record", "name": "Line", "namespace": "geo", "fields": [{"name": "from", "type": "Point"}, {"name": "to", "type": "geo.Point"}]}""",
            [point]);
        RegisteredSchema shape = await client.RegisterAsync(
            "shape-value",
            """{"type": "record", "name": "Shape", "fields": [{"name": "lines", "type": {"type": "array", "items": "geo.Line"}}, {"name": "center", "type": "geo.Point"}]}""",
            [line, point]);

        using SchemaRegistryClient other = registry.Connect();
        RegisteredSchema fetched = await other.GetAsync(shape.Id);

        fetched.References.ShouldBe([line, point]);
        CanonicalForm.Of(fetched.Schema).ShouldBe(CanonicalForm.Of(Schema.Parse(
            """
            {"type": "record", "name": "Shape", "fields": [
              {"name": "lines", "type": {"type": "array", "items": {"type": "record", "name": "geo.Line", "fields": [
                {"name": "from", "type": {"type": "record", "name": "Point", "fields": [{"name": "x", "type": "int"}]}},
                {"name": "to", "type": "Point"}]}}},
              {"name": "center", "type": "geo.Point"}]}
            """)));
        (await other.FindAsync("shape-value", fetched.Json, fetched.References)).ShouldNotBeNull().Version.ShouldBe(1);
    }

    [Fact]
    public async Task Value_of_an_earlier_version_is_read_as_todays_by_its_id()
    {
        using SchemaRegistryClient client = registry.Connect();
        string earlier = """
            {"type": "record", "name": "Progress", "namespace": "houle", "fields": [
              {"name": "gone", "type": "string"}, {"name": "stream_time", "type": "long"}]}
            """;
        int id = (await client.RegisterAsync("progress-value", earlier)).Id;
        var store = new RegistrySchemaStore(client, [(NamedSchema)Progress.Schema]);
        store.TryFind(id, out _).ShouldBeFalse();

        KnownSchema known = await store.FindAsync(id);
        var into = new ByteBuffer();
        known.Resolver!.Resolve([2, (byte)'a', 20], into);

        Progress.Read(into.Written).StreamTimeMs.ShouldBe(10);
        store.TryFind(id, out KnownSchema? again).ShouldBeTrue();
        again.ShouldBeSameAs(known);
        int today = (await client.RegisterAsync("progress-value", Progress.SchemaJson)).Id;
        (await store.FindAsync(today)).Resolver.ShouldBeNull();
    }

    [Fact]
    public async Task Schema_that_nobody_reads_says_so()
    {
        using SchemaRegistryClient client = registry.Connect();
        int id = (await client.RegisterAsync("strange-value", Point)).Id;
        var store = new RegistrySchemaStore(client, [(NamedSchema)Progress.Schema]);
        for (int i = 0; i < 2; i++)
        {
            (await Should.ThrowAsync<SchemaMismatchException>(async () => await store.FindAsync(id))).Message
                .ShouldBe("geo.Point: was written, and nothing here reads it");
        }
    }
}
