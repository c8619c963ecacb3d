using Houle.Avro.Schemas;

namespace Houle.Avro.Registry;

/// <summary>The three customs of naming the subject that a topic's schemas are registered under.</summary>
public static class SubjectNames
{
    /// <summary>One schema a topic, the default of Confluent's serializers (TopicNameStrategy): <c>orders-value</c>.</summary>
    public static string OfTopic(string topic, bool isKey = false) => topic + (isKey ? "-key" : "-value");

    /// <summary>One evolution a record, wherever it travels (RecordNameStrategy): <c>shop.Order</c>.</summary>
    public static string OfRecord(NamedSchema schema) => schema.FullName;

    /// <summary>Several records a topic, each with an evolution of its own there (TopicRecordNameStrategy): <c>orders-shop.Order</c>.</summary>
    public static string OfTopicAndRecord(string topic, NamedSchema schema) => $"{topic}-{schema.FullName}";
}
