using System.Text;

namespace Houle.Streams.Observe;

/// <summary>Symbols of an enum as the schema spells them (lower case, '_' between words), as UTF-8.</summary>
internal static class EnumNames
{
    public static ReadOnlySpan<byte> Of<T>(T value)
        where T : struct, Enum => Cache<T>.Names[System.Runtime.CompilerServices.Unsafe.As<T, byte>(ref value)];

    private static class Cache<T>
        where T : struct, Enum
    {
        public static readonly byte[][] Names = [.. Enum.GetNames<T>().Select(Spell)];

        private static byte[] Spell(string name)
        {
            StringBuilder symbol = new();
            foreach (char c in name)
            {
                if (char.IsUpper(c) && symbol.Length > 0) symbol.Append('_');
                symbol.Append(char.ToLowerInvariant(c));
            }

            return Encoding.UTF8.GetBytes(symbol.ToString());
        }
    }
}
