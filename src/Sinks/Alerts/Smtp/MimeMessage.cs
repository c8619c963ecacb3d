using System.Globalization;
using System.Text;

namespace Houle.Sinks.Alerts.Smtp;

/// <summary>A mail with a plain and an HTML part, both UTF-8 in base64 (RFC 5322, 2045, 2047).</summary>
internal static class MimeMessage
{
    private const int Base64Line = 76;

    // A line should have 78 characters: "Subject: ", 12 around the word's text, and 56 of base64, which are 42 bytes.
    private const int EncodedWordBytes = 42;

    /// <param name="id">Left half of the Message-ID: equal for every try, so that mail programs drop the second.</param>
    public static byte[] Write(
        string from, IReadOnlyList<string> to, string subject, string plain, string html, string id, DateTimeOffset at, IReadOnlyDictionary<string, string> headers)
    {
        string boundary = $"=_{id}";
        var text = new StringBuilder();
        Line($"From: {from}");
        Line($"To: {string.Join(",\r\n ", to)}");
        Line($"Subject: {EncodedWords(subject)}");
        Line($"Date: {at.ToString("ddd, dd MMM yyyy HH':'mm':'ss", CultureInfo.InvariantCulture)} +0000");
        Line($"Message-ID: <{id}@{Domain(from)}>");
        foreach ((string name, string value) in headers) Line($"{name}: {value}");
        Line("MIME-Version: 1.0");
        Line("Auto-Submitted: auto-generated");
        Line($"Content-Type: multipart/alternative; boundary=\"{boundary}\"");
        Line("");
        Part("text/plain", plain);
        Part("text/html", html);
        Line($"--{boundary}--");
        return Encoding.ASCII.GetBytes(text.ToString());

        void Part(string type, string content)
        {
            Line($"--{boundary}");
            Line($"Content-Type: {type}; charset=utf-8");
            Line("Content-Transfer-Encoding: base64");
            Line("");
            string encoded = Convert.ToBase64String(Encoding.UTF8.GetBytes(content));
            for (int i = 0; i < encoded.Length; i += Base64Line) Line(encoded.Substring(i, Math.Min(Base64Line, encoded.Length - i)));
        }

        void Line(string line) => text.Append(line).Append("\r\n");
    }

    /// <summary>The bare address of <c>Name &lt;a@b&gt;</c> or <c>a@b</c>.</summary>
    public static string Address(string mailbox)
    {
        int open = mailbox.LastIndexOf('<');
        return open < 0 ? mailbox.Trim() : mailbox[(open + 1)..].TrimEnd('>', ' ');
    }

    /// <summary>A subject as encoded words; line breaks cannot get into the header.</summary>
    internal static string EncodedWords(string subject)
    {
        List<string> words = [];
        var word = new List<byte>();
        Span<byte> utf8 = stackalloc byte[4];
        foreach (Rune rune in subject.EnumerateRunes())
        {
            ReadOnlySpan<byte> bytes = utf8[..rune.EncodeToUtf8(utf8)];
            if (word.Count + bytes.Length > EncodedWordBytes) End();
            word.AddRange(bytes);
        }

        if (word.Count > 0) End();
        return string.Join("\r\n ", words);

        void End()
        {
            words.Add($"=?utf-8?B?{Convert.ToBase64String([.. word])}?=");
            word.Clear();
        }
    }

    private static string Domain(string from)
    {
        string address = Address(from);
        int at = address.LastIndexOf('@');
        return at < 0 ? "houle.invalid" : address[(at + 1)..];
    }
}
