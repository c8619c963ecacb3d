using Houle.Bench;

// dotnet run -c Release --project bench -- AREA [options]
Area[] areas = [.. Areas.All];
Area? area = args.Length > 0 ? Array.Find(areas, area => area.Name == args[0]) : null;
if (area is null)
{
    await Console.Error.WriteLineAsync("usage: bench AREA [options]; areas:");
    foreach (Area known in areas) await Console.Error.WriteLineAsync($"  {known.Name,-10} {known.Measures}");
    return 2;
}

return await area.Run(args[1..]);
