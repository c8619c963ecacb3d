namespace Houle.Streams.Windows;

/// <summary>What is summed for a cell or an entity in one window. Integers only, so that sums do not depend on order.</summary>
/// <remarks>Three slots mean what the stream makes of them; schemas/CityWindow.avsc has them under their own names.
/// <list type="table">
/// <item><term>social</term><description>A engagement, B complaints, C sponsored weight</description></item>
/// <item><term>sales</term><description>A units, B amount in cents, C sales with a promo code</description></item>
/// <item><term>foot_traffic</term><description>A entries, B exits</description></item>
/// </list>
/// Inputs are bounded at validation (10^13 millionths of weight, 10^12 of the rest), so that a window overflows only past
/// 900 thousand events of the largest size there is.</remarks>
public struct Sums
{
    public long Count;
    public long Weight;
    public long AuthenticWeight;
    public long Unnamed;
    public long A;
    public long B;
    public long C;

    public void Add(in Sums other)
    {
        Count += other.Count;
        Weight += other.Weight;
        AuthenticWeight += other.AuthenticWeight;
        Unnamed += other.Unnamed;
        A += other.A;
        B += other.B;
        C += other.C;
    }
}
