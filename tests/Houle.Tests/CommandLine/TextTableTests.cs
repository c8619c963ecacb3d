using Houle.CommandLine;

namespace Houle.Tests.CommandLine;

public sealed class TextTableTests
{
    [Fact]
    public void Table_puts_numbers_to_the_right_and_leaves_null_blank()
    {
        var table = new TextTable("NAME", "ROWS", "MONEY");
        table.Add("a", 1_234_567L, 0.5m);
        table.Add("long name", null, 12_345.678m);

        table.ToString().ShouldBe(
            """
            NAME            ROWS      MONEY
            a          1,234,567       0.50
            long name             12,345.68

            """);
    }

    [Fact]
    public void Table_without_rows_is_its_heads() => new TextTable("A", "B").ToString().ShouldBe("A  B\n");
}
