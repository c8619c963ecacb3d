namespace Houle.Streams.Alerts.Text;

/// <summary>A language that alerts are told in.</summary>
public enum AlertLanguage
{
    English,
    French,
    Dutch,
}
