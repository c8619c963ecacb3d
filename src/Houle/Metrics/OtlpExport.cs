using OpenTelemetry;
using OpenTelemetry.Metrics;
using OpenTelemetry.Resources;

namespace Houle.Metrics;

/// <summary>Sends the metrics to an OpenTelemetry collector when its standard variable names one.</summary>
internal static class OtlpExport
{
    /// <summary>The collector's address; headers, protocol and interval have their standard variables too.</summary>
    public const string Variable = "OTEL_EXPORTER_OTLP_ENDPOINT";

    /// <param name="run">Name of the deployment.</param>
    /// <param name="instance">Tells this process from the others.</param>
    /// <returns>Sends until it is disposed; null where no collector is named.</returns>
    public static IDisposable? Start(string run, string instance) =>
        Environment.GetEnvironmentVariable(Variable) is not { Length: > 0 } ? null : Sdk.CreateMeterProviderBuilder()
            .ConfigureResource(resource => resource.AddService("houle", serviceNamespace: run, serviceInstanceId: instance))
            .AddMeter(HouleMetrics.MeterName)
            .AddOtlpExporter()
            .Build();
}
