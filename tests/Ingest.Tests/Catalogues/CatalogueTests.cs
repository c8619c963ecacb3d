using System.Text;
using Houle.Avro.Binary;
using Houle.Ingest.Catalogues;
using Houle.Ingest.Tests.Support;

namespace Houle.Ingest.Tests.Catalogues;

public sealed class CatalogueTests
{
    [Fact]
    public void Names_aliases_and_ids_find_the_item()
    {
        using TempFolder folder = new();
        folder.Write("products.csv", "sku,title,other\nP-1,Crème brûlée,dessert|brulee\nP-2,Tarte,\n");
        string path = folder.Write("catalogue.yaml", """
            brands:
              - { id: acme, name: Acme & Cie, aliases: [ACME, the acme] }
            products:
              csv: products.csv
              id: sku
              name: title
              aliases: other
            """);
        (Catalogue? catalogue, IReadOnlyList<string> errors) = Catalogue.Load(path);
        errors.ShouldBeEmpty();
        Resolve(catalogue!, "brand", "THE ACME").ShouldBe("acme");
        Resolve(catalogue!, "brand", "acme cie").ShouldBe("acme");
        Resolve(catalogue!, "product", "creme brulee").ShouldBe("p-1");
        Resolve(catalogue!, "product", "Brulée").ShouldBe("p-1");
        Resolve(catalogue!, "product", "p-2").ShouldBe("p-2");
        Resolve(catalogue!, "product", "acme").ShouldBe("");
        catalogue!.Find("product", "p-1")!.Name.ShouldBe("Crème brûlée");
        catalogue.Count.ShouldBe(3);
    }

    [Theory]
    [InlineData("brand:\n  - { id: a }\n", "1:1: unknown key 'brand' in the catalogue; did you mean 'brands'?")]
    [InlineData("brands:\n  - { id: A }\n", "2:11: id is 'A'; it must be 1 to 64 bytes in lower case")]
    [InlineData("brands:\n  - { id: a, nme: x }\n", "2:14: unknown key 'nme' in a brand; did you mean 'name'?")]
    [InlineData("brands:\n  - { id: a }\n  - { id: b, name: A }\n", "3:5: brand 'b' has an id or name that brand 'a' has already")]
    [InlineData("brands: { csv: nowhere.csv, id: x }\n", "1:16: ")]
    public void Mistake_is_told_with_file_line_and_column(string yaml, string error)
    {
        using TempFolder folder = new();
        string path = folder.Write("c.yaml", yaml);
        (Catalogue? catalogue, IReadOnlyList<string> errors) = Catalogue.Load(path);
        catalogue.ShouldBeNull();
        errors.ShouldHaveSingleItem().ShouldStartWith($"{path}:{error}");
    }

    [Fact]
    public void Demo_catalogue_names_its_sounds() =>
        Ingested.DemoCatalogue().Find("sound", "6729322481988930311")!.ShouldBe(
            new CatalogueItem("sound", "6729322481988930311", "闪耀", "汪苏泷", null));

    private static string Resolve(Catalogue catalogue, string kind, string name) =>
        Encoding.UTF8.GetString(catalogue.Resolve(kind, Encoding.UTF8.GetBytes(name), new ByteBuffer(64)));
}
