using System.Reflection;
using System.Text.Json;
using Houle.Avro.Binary;
using Houle.Events;
using Houle.Streams.Alerts;

namespace Houle.Streams.Tests.Alerts;

public sealed class AlertCodecTests
{
    [Fact]
    public void Alert_comes_back_with_every_field()
    {
        AlertRecord alert = SomeAlert.Complete;

        AlertRecord back = AlertCodec.Read(AlertCodec.Write(alert));

        JsonSerializer.Serialize(back).ShouldBe(JsonSerializer.Serialize(alert));
    }

    [Fact]
    public void Complete_alert_leaves_no_field_at_its_default()
    {
        // Without this the test above would not see a field that the codec forgets.
        var plain = new AlertRecord { Id = "", Cell = "", Evidence = new AlertEvidence() };
        Same(SomeAlert.Complete, plain).ShouldBe([nameof(AlertRecord.Stream), nameof(AlertRecord.Category)], ignoreOrder: true);
        Same(SomeAlert.Complete.Evidence, plain.Evidence).ShouldBeEmpty();
    }

    [Fact]
    public void Absent_values_come_back_absent()
    {
        var alert = new AlertRecord
        {
            Id = "b", Cell = "fr/paris", Category = AlertCategory.BadBuzz, Stream = Events.Stream.Sales, Evidence = new AlertEvidence { Test = "t" },
        };

        JsonSerializer.Serialize(AlertCodec.Read(AlertCodec.Write(alert))).ShouldBe(JsonSerializer.Serialize(alert));
    }

    [Fact]
    public void Record_of_another_schema_is_refused()
    {
        var to = new ByteBuffer();
        new Progress { StreamTimeMs = 1 }.WriteSingleObject(to);
        Should.Throw<AvroException>(() => AlertCodec.Read(to.Written));
        Should.Throw<AvroException>(() => AlertCodec.Read("no"u8));
        byte[] whole = AlertCodec.Write(SomeAlert.Complete);
        for (int length = 0; length < whole.Length; length += 7)
        {
            byte[] cut = whole[..length];
            Should.Throw<AvroException>(() => AlertCodec.Read(cut));
        }
    }

    private static IEnumerable<string> Same<T>(T one, T other) =>
        typeof(T).GetProperties(BindingFlags.Public | BindingFlags.Instance)
            .Where(property => property.CanWrite && JsonSerializer.Serialize(property.GetValue(one)) == JsonSerializer.Serialize(property.GetValue(other)))
            .Select(property => property.Name);
}
