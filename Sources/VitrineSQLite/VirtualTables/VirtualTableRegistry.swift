final class VirtualTableRegistry {
}
