using System.Reflection;

namespace Houle.Configuration;

/// <summary>One key of a section of houle.yaml: the property behind it and its <see cref="SettingAttribute"/>.</summary>
internal sealed record Setting(PropertyInfo Property, SettingAttribute Rule)
{
    public string Key => Rule.Key;

    /// <summary>The type of a value that is present: without the question mark.</summary>
    public Type Type => Nullable.GetUnderlyingType(Property.PropertyType) ?? Property.PropertyType;

    public bool IsNumber => Type == typeof(int) || Type == typeof(long);

    /// <summary>For a map of sections: what they are.</summary>
    public Type? SectionOfMap =>
        Type.IsGenericType && Type.GetGenericTypeDefinition() == typeof(IReadOnlyDictionary<,>)
            ? Type.GetGenericArguments()[1]
            : null;

    public bool IsList => Type == typeof(IReadOnlyList<string>);

    public bool IsSection => Of(Type).Count > 0;

    /// <summary>The settings of a section, in the order in which they are declared.</summary>
    public static IReadOnlyList<Setting> Of(Type section) =>
    [
        .. section.GetProperties(BindingFlags.Public | BindingFlags.Instance)
            .Select(property => (property, rule: property.GetCustomAttribute<SettingAttribute>()))
            .Where(pair => pair.rule is not null)
            .Select(pair => new Setting(pair.property, pair.rule!)),
    ];
}
