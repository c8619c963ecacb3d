namespace Houle.Web;

/// <summary>A request cannot be answered; the message says why, and what to do.</summary>
internal sealed class ApiException(int status, string message) : Exception(message)
{
    public int Status { get; } = status;

    public static ApiException BadRequest(string message) => new(400, message);
}
